"""One package or module per messaging provider; each implements `channels_app.ports.Channel`."""
