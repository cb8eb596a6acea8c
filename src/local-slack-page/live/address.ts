import { useCallback, useEffect, useState } from 'react';

/** The parts of the page's address: workspace, person and place, as in `#/T…/U…/C…` or `#/T…/U…/A…/home`. */
export interface Address {
  /** Absent for the first workspace of the world. */
  team?: string;
  as?: string;
  where?: string;
  tab?: string;
}

/** The page's address, and a function to change it. Reloading, going back and a second window all work with it. */
export function useAddress(): [Address, (address: Address) => void] {
  const [address, setAddress] = useState(() => parseAddress(location.hash));
  useEffect(() => {
    const read = () => setAddress(parseAddress(location.hash));
    window.addEventListener('hashchange', read);
    return () => window.removeEventListener('hashchange', read);
  }, []);
  const go = useCallback((to: Address) => {
    location.hash = formatAddress(to);
  }, []);
  return [address, go];
}

/** Reads an address from a URL's hash. The workspace may be left out, as in `#/U…/C…`. */
export function parseAddress(hash: string): Address {
  const parts = hash.replace(/^#\/?/, '').split('/').map(decodeURIComponent);
  const team = /^T[A-Z0-9]/.test(parts[0] ?? '') ? parts.shift() : undefined;
  const [as, where, tab] = parts;
  return { team, as: as || undefined, where: where || undefined, tab: tab || undefined };
}

/** The URL's hash for an address. A part whose predecessor is absent is left out. */
export function formatAddress({ team, as, where, tab }: Address): string {
  return `#/${[team, as, where, tab].filter(Boolean).join('/')}`;
}
