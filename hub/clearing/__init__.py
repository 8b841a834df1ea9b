"""The Article 38 files of contracts: acts are told, and the hub does what follows."""
