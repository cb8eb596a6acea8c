import { createDownload, type DownloadFile } from './download.js';
import { createDownloadAnalytics, type DownloadAnalytics } from './download-analytics.js';
import { createSlackHosts } from './slack-hosts.js';
import type { FilesOptions, TransferDeps } from './transfer.js';
import { createUpload, type UploadFile } from './upload.js';

/**
 * Transfers files to and from Slack, in pieces. No file is ever held whole in memory, and none is read from or written
 * to this machine's disk. Nothing goes to a host that is not Slack's.
 */
export interface Files {
  upload: UploadFile;
  download: DownloadFile;
  downloadAnalytics: DownloadAnalytics;
}

export function createFiles(options: FilesOptions): Files {
  const deps: TransferDeps = {
    fetch: globalThis.fetch,
    idleMs: 60_000,
    now: () => new Date(),
    ...options,
    apiUrl: options.apiUrl.replace(/\/*$/, '/'),
    hosts: createSlackHosts(options.apiUrl),
  };
  return {
    upload: createUpload(deps),
    download: createDownload(deps),
    downloadAnalytics: createDownloadAnalytics(deps),
  };
}
