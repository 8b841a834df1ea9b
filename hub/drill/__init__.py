"""The key-compromise drill: what a lost key signed, what is proven older, what is issued anew."""
