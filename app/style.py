"""How pages look beyond what Streamlit's theme can say: room, panels that stack, pictures of one shape, contrast."""

import streamlit as st

STACKED_BELOW = 1200  # pixels: panels side by side stand one below the other on a narrower screen
_HEAD = "9.5rem"  # what stands above the map: title, its line, the toolbar
# cards in a row, each of a picture, a title and words: these begin at one height, however many lines a title has
_CARDS = "[class*=st-key-cards-] > [data-testid=stLayoutWrapper] > [data-testid=stHorizontalBlock]"

_RULES = f"""
.stMainBlockContainer {{padding: 2rem 3rem 4rem}}
.stMainBlockContainer h1 {{font-size: 2rem; padding: 0.5rem 0}}
[data-testid=stSidebarHeader] {{height: 2rem}}
.st-key-map-holder {{flex: none; height: max(27rem, calc(100vh - {_HEAD} - 5.5rem))}}
img[alt^="Frame at"] {{aspect-ratio: 16 / 9; object-fit: contain; background: rgba(128, 140, 150, 0.15)}}
[class*=st-key-play-] button {{text-align: left; min-height: 1.5rem}}
[class*=st-key-play-] button p, [class*=st-key-near-] button p {{white-space: normal}}
img[alt^="Picture decoded"], [class*=st-key-panels-] [data-testid=stVideo] {{max-width: 32rem !important}}
[data-testid=stBaseButton-primary], [data-testid=stBaseButton-primaryFormSubmit] {{color: light-dark(#ffffff, #0b151b)}}
[data-testid=stMultiSelect] [data-tag] * {{color: light-dark(#ffffff, #0b151b)}}
[data-testid=stCaptionContainer], [data-testid=stCaptionContainer] p {{color: light-dark(#596169, #a9b2ba); opacity: 1}}
[data-testid=stPageLink-NavLink][disabled] p {{color: light-dark(#626a72, #98a1a9)}}
:is(.st-key-map-toolbar, .st-key-list-toolbar) [data-testid=stButtonGroup] > div button {{min-height: 2.5rem}}
@media (min-width: 641px) {{
{_CARDS} {{display: grid; grid-template-columns: repeat(4, minmax(0, 1fr)); grid-template-rows: repeat(3, auto); row-gap: 0.5rem}}
{_CARDS} > [data-testid=stColumn], {_CARDS} > [data-testid=stColumn] > [data-testid=stVerticalBlock] {{
display: grid; grid-row: span 3; grid-template-rows: subgrid; width: auto; min-width: 0; align-items: start}}
}}
@media (max-width: {STACKED_BELOW}px) {{
.stMainBlockContainer {{padding: 2rem 1.5rem 4rem}}
[data-testid=stSidebar][data-collapsed=false] {{width: 13.5rem !important; min-width: 13.5rem !important}}
[class*=st-key-panels-] > div > [data-testid=stHorizontalBlock] {{flex-wrap: wrap}}
[class*=st-key-panels-] > div > [data-testid=stHorizontalBlock] > [data-testid=stColumn],
[class*=st-key-panels-] > [data-testid=stHorizontalBlock] > [data-testid=stColumn] {{min-width: calc(100% - 1.5rem)}}
.st-key-map-holder {{height: max(24rem, 62vh)}}
}}
"""


def apply() -> None:
    """Put the rules into the page."""
    st.html(f"<style>{_RULES}</style>")
