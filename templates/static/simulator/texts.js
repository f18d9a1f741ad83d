/** All texts of the page in Spanish, English and Portuguese. */

const TEXTS = {
  es: {
    title: "Simulador", intro: "El teléfono de un huésped: desde aquí se escribe a un hotel.",
    hotel: "Hotel", name: "Tu nombre", number: "Tu número", language: "Idioma de la página",
    numberHint: "Con código de país, solo dígitos", newGuest: "Huésped nuevo",
    developer: "Para desarrolladores", inspectHint: "Al tocar un mensaje se ve aquí su JSON.",
    raw: "Enviar un objeto «message» cualquiera", rawSend: "Enviar tal cual",
    rawInvalid: "Eso no es un objeto JSON.", settings: "Ajustes", messages: "Mensajes",
    write: "Escribe un mensaje", send: "Enviar", close: "Cerrar", sharePlace: "Compartir ubicación",
    latitude: "Latitud", longitude: "Longitud", placeName: "Nombre del lugar (opcional)",
    placeAddress: "Dirección (opcional)", today: "Hoy", yesterday: "Ayer",
    typing: "escribiendo…", reconnecting: "reconectando…", noHotels: "No hay hoteles todavía",
    newMessages: "Mensajes nuevos", waiting: "enviando", sent: "enviado", delivered: "entregado",
    read: "leído", failed: "no entregado", retry: "No se entregó. Reintentar", refused: "No se envió",
    details: "ver JSON", location: "Ubicación", you: "Tú", image: "Imagen", audio: "Audio",
    video: "Video", document: "Documento", sticker: "Sticker", contacts: "Contacto",
    template: "Plantilla", reaction: "Reacción", unknown: "Mensaje", empty: "Todavía no hay mensajes.",
  },
  en: {
    title: "Simulator", intro: "A guest's phone: write to a hotel from here.",
    hotel: "Hotel", name: "Your name", number: "Your number", language: "Language of this page",
    numberHint: "Country code first, digits only", newGuest: "New guest",
    developer: "For developers", inspectHint: "Tap a message to see its JSON.",
    raw: "Send any message object", rawSend: "Send as it is",
    rawInvalid: "That is not a JSON object.", settings: "Settings", messages: "Messages",
    write: "Write a message", send: "Send", close: "Close", sharePlace: "Share a location",
    latitude: "Latitude", longitude: "Longitude", placeName: "Name of the place (optional)",
    placeAddress: "Address (optional)", today: "Today", yesterday: "Yesterday",
    typing: "typing…", reconnecting: "reconnecting…", noHotels: "There are no hotels yet",
    newMessages: "New messages", waiting: "sending", sent: "sent", delivered: "delivered",
    read: "read", failed: "not delivered", retry: "Not delivered. Retry", refused: "Not sent",
    details: "see JSON", location: "Location", you: "You", image: "Image", audio: "Audio",
    video: "Video", document: "Document", sticker: "Sticker", contacts: "Contact",
    template: "Template", reaction: "Reaction", unknown: "Message", empty: "No messages yet.",
  },
  pt: {
    title: "Simulador", intro: "O telefone de um hóspede: daqui se escreve para um hotel.",
    hotel: "Hotel", name: "Seu nome", number: "Seu número", language: "Idioma da página",
    numberHint: "Com código do país, só dígitos", newGuest: "Novo hóspede",
    developer: "Para desenvolvedores", inspectHint: "Toque em uma mensagem para ver o JSON.",
    raw: "Enviar um objeto «message» qualquer", rawSend: "Enviar como está",
    rawInvalid: "Isso não é um objeto JSON.", settings: "Ajustes", messages: "Mensagens",
    write: "Escreva uma mensagem", send: "Enviar", close: "Fechar", sharePlace: "Compartilhar localização",
    latitude: "Latitude", longitude: "Longitude", placeName: "Nome do lugar (opcional)",
    placeAddress: "Endereço (opcional)", today: "Hoje", yesterday: "Ontem",
    typing: "digitando…", reconnecting: "reconectando…", noHotels: "Ainda não há hotéis",
    newMessages: "Novas mensagens", waiting: "enviando", sent: "enviada", delivered: "entregue",
    read: "lida", failed: "não entregue", retry: "Não foi entregue. Tentar de novo", refused: "Não foi enviada",
    details: "ver JSON", location: "Localização", you: "Você", image: "Imagem", audio: "Áudio",
    video: "Vídeo", document: "Documento", sticker: "Figurinha", contacts: "Contato",
    template: "Modelo", reaction: "Reação", unknown: "Mensagem", empty: "Ainda não há mensagens.",
  },
};

let current = "es";

/** The first of the browser's languages that the page speaks; English for all others. */
export function ofBrowser() {
  const wanted = navigator.languages.map((tag) => tag.slice(0, 2).toLowerCase());
  return wanted.find((code) => code in TEXTS) ?? "en";
}

export function language() {
  return current;
}

export function t(key) {
  return TEXTS[current][key];
}

/** Speak another language: fill every element that names a text. */
export function speak(code) {
  current = code in TEXTS ? code : ofBrowser();
  document.documentElement.lang = current;
  document.title = t("title");
  for (const element of document.querySelectorAll("[data-text]")) {
    element.textContent = t(element.dataset.text);
  }
  for (const element of document.querySelectorAll("[data-label]")) {
    element.setAttribute("aria-label", t(element.dataset.label));
    if (element.matches("textarea")) element.placeholder = t(element.dataset.label);
    else if (element.matches("button")) element.title = t(element.dataset.label);
  }
}
