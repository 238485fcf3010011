//! Layer 0: the only door to the network: polite, bounded, and closed to addresses inside this machine or its network. Every error names
//! the address and says what to do.
