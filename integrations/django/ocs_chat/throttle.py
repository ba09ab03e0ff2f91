"""Counts requests in the cache."""

import time

from django.core.cache import caches

WINDOW_S = 60


def seconds_to_wait(cache_alias: str, key: str, limit: int) -> int:
    """Count a request, and return for how many seconds the caller has to wait: 0 if there were not too many."""
    cache = caches[cache_alias]
    now = time.time()
    window = int(now // WINDOW_S)
    counter = f"ocs_chat:count:{key}:{window}"
    cache.add(counter, 0, WINDOW_S * 2)
    try:
        count = cache.incr(counter)
    except ValueError:
        # The cache has dropped the counter, or stores nothing.
        count = 1
    return 0 if count <= limit else max(1, int((window + 1) * WINDOW_S - now))
