"""Pages that people read: what a backtest found, with charts; pure, from values to HTML."""
