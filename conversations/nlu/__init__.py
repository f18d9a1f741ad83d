"""Understanding: from what a guest wrote to what it means."""
