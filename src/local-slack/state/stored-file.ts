/** A file whose upload was announced. Its bytes may not have arrived yet. */
export interface StoredFile {
  /** `F…`. */
  id: string;
  name: string;
  title: string;
  /** The announced size in bytes. */
  size: number;
  user: string;
  by_app: boolean;
  /** Seconds since 1970. */
  created: number;
  alt_txt?: string;
  snippet_type?: string;
  /** The secret part of the upload URL. */
  upload_key: string;
  /** Undefined until they are uploaded. */
  bytes?: Buffer;
  is_complete: boolean;
  /** Ids of the channels in which the file is shared. */
  channels: string[];
}
