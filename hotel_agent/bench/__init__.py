"""`make bench`: how fast this is, measured on this machine beside a bare Django view."""
