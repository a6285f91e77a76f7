"""Files are read at once by several threads, as the editor's server does."""

import sys
from concurrent.futures import ThreadPoolExecutor

from finops_gate.detect import route

CALL = "def step_{n}(text):\n    return client.chat.completions.create(model={model!r}, max_tokens={n})\n\n"


def source(model):
    return "".join(CALL.format(n=number, model=model) for number in range(1, 400)).encode()


def test_two_threads_may_read_the_same_language_at_once():
    texts = [source("gpt-4o"), source("gpt-4.1")]
    alone = [route.read("app/bot.py", text) for text in texts]
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        with ThreadPoolExecutor(2) as pool:
            together = list(pool.map(lambda text: route.read("app/bot.py", text), texts * 8))
    finally:
        sys.setswitchinterval(interval)
    assert together == alone * 8
