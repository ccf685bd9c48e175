"""Places: where in a dialect's dataflow a mistake can be made, and every slip at each of them."""
