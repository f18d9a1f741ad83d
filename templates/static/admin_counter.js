// How many characters are left in a text that has a limit.
document.addEventListener("DOMContentLoaded", () => {
  document.querySelectorAll("textarea[maxlength]").forEach((box) => {
    const count = document.createElement("p");
    count.className = "backoffice-count";
    const show = () => { count.textContent = `${box.value.length} / ${box.maxLength}`; };
    box.addEventListener("input", show);
    box.insertAdjacentElement("afterend", count);
    show();
  });
});
