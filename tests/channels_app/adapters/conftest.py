import pytest

from tests.outside import Answer, Outside

ACCEPTED = Answer(200, {"messages": [{"id": "wamid.new"}]})


@pytest.fixture
def graph(settings):
    """Play Meta: `graph(step, ...)` returns the server, which runs until the test ends."""
    running = []

    def play(*steps):
        outside = Outside(steps or [ACCEPTED]).__enter__()
        running.append(outside)
        settings.WHATSAPP_GRAPH_URL = f"{outside.url}/v26.0"
        return outside

    yield play
    for outside in running:
        outside.__exit__(None, None, None)
