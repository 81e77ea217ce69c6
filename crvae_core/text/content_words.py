"""Which tokens can stand for something: no function words, single letters, numbers or pieces of markup."""

from functools import cache

# Chinese words of two and more characters that hold sentences together; single characters never stand for anything here.
_CHINESE_TEXT = """
一个 一下 一些 一定 一样 一直 一种 一起 一点 一切 上面 下面 不是 不会 不能 不要 不过 不同 不断 与其 两个
个人 为了 为什么 主要 之一 之后 之前 之间 也是 也许 了解 事情 于是 人们 什么 今后 他们 以上 以下 以及 以后
以前 任何 但是 你们 例如 依然 依照 便是 关于 其中 其他 其实 几乎 出来 别的 到了 前后 即使 却是 又是 及其
只是 只有 只要 只能 可以 可是 可能 各位 各种 同时 因为 因此 如何 如果 如此 它们 对于 尤其 就是 就要 已经
并且 应该 开始 得到 怎么 怎样 您们 我们 所以 所有 才能 按照 整个 无论 时候 是否 是不是 更加 最后 有些 有的
有人 本身 来说 某些 根据 正在 正是 比如 比较 没有 点儿 然后 然而 特别 现在 由于 目前 直接 看到 知道 而且
而是 自己 至于 虽然 觉得 许多 认为 起来 足够 身上 过去 这些 这个 这么 这样 这种 这里 进行 还是 还有 还要
通过 遇到 那些 那个 那么 那样 那种 那里 都是 里面 除了 随着 需要 非常 首先 那儿 这儿 咱们 大家 有点 多少
哪里 哪些 哪个 怎么样 为何 如今 一般 一次 一会儿 几个 刚刚 很多 十分 相当 太多 越来越 之所以
"""
_CHINESE = frozenset(_CHINESE_TEXT.split())
_MARKUP = frozenset({"nbsp", "amp", "quot", "apos", "lt", "gt", "br", "href", "an8", "http", "https", "www"})
_MARKUP_SIGNS = frozenset("<>{}[]\\&=/#@|*_")


def is_word(token: str) -> bool:
    """Whether a token is spoken: punctuation is not."""
    return any(letter.isalnum() for letter in token)


def stands_for_something(token: str) -> bool:
    """Whether a token can tell what is spoken of."""
    if len(token) < 2 or not any(letter.isalpha() for letter in token):
        return False
    word = token.casefold()
    return not (_MARKUP_SIGNS & set(word) or word in _MARKUP or word in _CHINESE or word in _english())


@cache
def _english() -> frozenset[str]:
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

    parts = {"don", "didn", "doesn", "isn", "wasn", "aren", "ll", "ve", "re", "just", "says", "said", "like"}
    return frozenset(ENGLISH_STOP_WORDS | parts)
