"""reports-worker renders reports on demand. It is the Python service that Leakbot's lab runs out of memory."""
