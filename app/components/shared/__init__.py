"""Parts that several pages use: player, gallery, pager, pickers."""
