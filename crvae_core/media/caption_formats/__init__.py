"""One reader per caption format; each turns the text of a file into cues. `detection` chooses among them by content.

pysubs2 and webvtt-py know most of these formats, but neither says on which line a cue stands, and both give up on or
pass over what real files hold (a bad time, hours over 99, frames and ticks, blank lines inside a cue). The readers here
report such places instead; pysubs2 still takes the styling out of ASS texts.
"""
