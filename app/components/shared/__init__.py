"""Parts that several pages use: player, gallery, pager, pickers; what only one page uses lies in that page's folder."""
