export {
  createListAuthorizations,
  type EventAuthorization,
  type ListAuthorizations,
} from './authorizations.js';
export { type ChatStream, type ChatStreamOptions, createChatStream } from './chat-stream.js';
export type { Download, DownloadSource } from './download.js';
export type { AnalyticsQuery } from './download-analytics.js';
export { createFiles, type Files } from './files.js';
export { createRespond, type Respond, type RespondOptions } from './respond.js';
export { createSend, type Send, type SendCall, type SendOptions } from './send.js';
export type { FilesOptions, TransferContext } from './transfer.js';
export type { Upload, UploadedFile } from './upload.js';
