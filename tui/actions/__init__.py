"""What the keys do, by topic. Each class adds its actions to the desk; the app is made of all of them."""
