import { useCallback, useEffect, useState } from 'react';

/** The parts of the page's address: the person and the place, as in `#/U…/C…` or `#/U…/app/home`. */
export interface Address {
  as?: string;
  where?: string;
  tab?: string;
}

/** The page's address, and a function to change it. Reloading, going back and a second window all work with it. */
export function useAddress(): [Address, (address: Address) => void] {
  const [address, setAddress] = useState(readAddress);
  useEffect(() => {
    const read = () => setAddress(readAddress());
    window.addEventListener('hashchange', read);
    return () => window.removeEventListener('hashchange', read);
  }, []);
  const go = useCallback(({ as, where, tab }: Address) => {
    location.hash = `/${[as, where, tab].filter(Boolean).join('/')}`;
  }, []);
  return [address, go];
}

function readAddress(): Address {
  const [as, where, tab] = location.hash.replace(/^#\/?/, '').split('/').map(decodeURIComponent);
  return { as: as || undefined, where: where || undefined, tab: tab || undefined };
}
