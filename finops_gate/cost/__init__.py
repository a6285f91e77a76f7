"""Price times usage: what a site costs a call and a month, before and after."""
