export { type EncryptionKey, newKey, readKeys } from './keys.js';
export { createVault, type DerivedKeys, type Sealed, type Vault } from './vault.js';
