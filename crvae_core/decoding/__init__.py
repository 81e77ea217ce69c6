"""Between moments and latents: encode pairs, decode points, read them as words, bring new pairs into an old space.

What a decoded thing is worth belongs to evaluation; networks themselves to model.
"""
