"""What stands on a page and belongs to no paragraph: line numbers, watermarks, stamps with running numbers."""
