//! Layer 2: walks the tree → Inventory.
