export { type FindToken, type FoundToken, type Installation, scopeOf, type Target } from './installation.js';
export { createInstallations, type Installations, type InstallationsOptions } from './installations.js';
