"""Viet Nam's time, by itself: what only writes times need not load a calendar."""

from datetime import timedelta, timezone

VIETNAM = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")
"""Seven hours ahead of UTC all year."""
