export { type FindToken, type FoundToken, type Installation, type Target, tenantOf } from './installation.js';
export { createInstallations, type Installations, type InstallationsOptions } from './installations.js';
