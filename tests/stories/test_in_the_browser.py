"""A guest books a room in the simulator's page: the real page, webhook, agent and Graph side."""

import shutil
import threading
import time
from collections.abc import Iterator

import pytest
from django.db import connection
from selenium import webdriver
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.wait import WebDriverWait

from channels_app.simulator import guest as simulated_guest
from channels_app.simulator import statuses
from pms.builtin.models import Reservation
from tests.stories.conftest import work

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")

pytestmark = pytest.mark.skipif(
    not (CHROMIUM and DRIVER), reason="needs Debian's chromium and chromium-driver"
)


@pytest.fixture
def browser(tmp_path) -> Iterator[webdriver.Chrome]:
    options = webdriver.ChromeOptions()
    options.binary_location = str(CHROMIUM)
    for argument in (
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--window-size=390,844",
        "--lang=es",
        f"--user-data-dir={tmp_path}",
    ):
        options.add_argument(argument)
    options.add_experimental_option("prefs", {"intl.accept_languages": "es"})
    driver = webdriver.Chrome(options, webdriver.ChromeService(DRIVER))
    yield driver
    driver.quit()


@pytest.fixture
def worker(no_broker: None) -> Iterator[None]:
    """What a Celery worker and the sweeps do, in a thread."""
    ended = threading.Event()

    def run() -> None:
        while not ended.wait(0.05):
            work()
        connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    yield
    ended.set()
    thread.join()


@pytest.fixture
def simulator(account, live_server, settings) -> Iterator[str]:
    """The page's address; its background threads end after the browser, which keeps asking."""
    settings.SIMULATOR_WEBHOOK_URL = f"{live_server.url}/webhooks/whatsapp"
    settings.WHATSAPP_GRAPH_URL = f"{live_server.url}/simulator/graph/v26.0"
    yield f"{live_server.url}/simulator/"
    statuses.dispatcher.close()
    simulated_guest.dispatcher.close()


def test_a_guest_books_in_the_page(simulator, worker, browser):
    year = time.gmtime().tm_year + 1
    browser.get(simulator)
    phone = Phone(browser)
    phone.wait(lambda b: b.find_element(By.ID, "hotel-name").text)
    phone.write(f"tienen lugar del 20/01/{year} al 22/01/{year} para 2?")
    phone.hear("Tenemos lugar")
    phone.press("Ver opciones")
    phone.choose("Suite")
    phone.hear("¿A nombre de quién")
    phone.write("Ana Pérez")
    phone.press("Sin correo")
    phone.press("Confirmar")
    phone.hear("Código:")

    phone.hear(Reservation.across_tenants.get().code)
    phone.write("¿dónde están?")
    phone.hear("Calle 1")
    errors = [e["message"] for e in browser.get_log("browser") if e["level"] == "SEVERE"]
    assert errors == []


class Phone:
    """What a person does on the page."""

    def __init__(self, browser: webdriver.Chrome) -> None:
        self.browser = browser
        self.wait = WebDriverWait(
            browser, 20, poll_frequency=0.1, ignored_exceptions=[StaleElementReferenceException]
        ).until

    def write(self, text: str) -> None:
        box = self.wait(lambda b: b.find_element(By.ID, "text"))
        self.wait(lambda _: box.is_enabled())
        box.send_keys(text, Keys.ENTER)

    def hear(self, words: str) -> None:
        self.wait(
            lambda b: any(words in e.text for e in b.find_elements(By.CSS_SELECTOR, "#log .in")),
            f"nobody said {words!r}",
        )

    def press(self, title: str) -> None:
        def button(browser: webdriver.Chrome):
            found = browser.find_elements(By.CSS_SELECTOR, "#log button")
            return next((b for b in reversed(found) if title in b.text), None)

        self.wait(button, f"no button {title!r}").click()

    def choose(self, title: str) -> None:
        def row(browser: webdriver.Chrome):
            found = browser.find_elements(By.CSS_SELECTOR, "#rows label")
            return next((r for r in found if title in r.text and r.is_displayed()), None)

        self.wait(row, f"no row {title!r}").click()
        self.browser.find_element(By.ID, "choose").click()
