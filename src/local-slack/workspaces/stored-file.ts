/** A file whose upload was announced. Its bytes are stored under its id. */
export interface StoredFile {
  /** `F…`. */
  id: string;
  /** The workspace of the user. */
  team: string;
  name: string;
  title: string;
  /** The announced size in bytes. */
  size: number;
  user: string;
  /** Seconds since 1970. */
  created: number;
  alt_txt?: string;
  snippet_type?: string;
  /** The secret part of the upload URL. */
  upload_key: string;
  /** True after the bytes have arrived. */
  is_uploaded: boolean;
  is_complete: boolean;
  /** Ids of the channels in which the file is shared. */
  channels: string[];
}
