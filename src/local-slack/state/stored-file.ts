/** A file, from the moment its upload was announced. */
export interface StoredFile {
  /** `F…`. */
  id: string;
  name: string;
  title: string;
  /** In bytes, as announced. */
  size: number;
  user: string;
  by_app: boolean;
  /** Seconds since 1970. */
  created: number;
  alt_txt?: string;
  snippet_type?: string;
  /** What whoever puts the bytes there must know. */
  upload_key: string;
  /** Undefined until they came. */
  bytes?: Buffer;
  is_complete: boolean;
  /** Ids of channels. */
  channels: string[];
}
