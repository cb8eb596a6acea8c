import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { Popover } from './popover.js';

export interface MenuItem {
  key: string;
  label: ReactNode;
  mark?: ReactNode;
  danger?: boolean;
  /** True for a line above the item. */
  apart?: boolean;
  onChoose: () => void;
}

interface MenuButtonProps {
  label: string;
  className: string;
  items: MenuItem[];
  align?: 'start' | 'end';
  side?: 'below' | 'above';
  onOpen?: () => void;
  children: ReactNode;
}

/** A button that opens a menu. The arrow keys move through it. Closing it returns the focus to the button. */
export function MenuButton({ label, className, items, align, side, onOpen, children }: MenuButtonProps) {
  const [isOpen, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        className={className}
        aria-label={label}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        onClick={() => {
          if (!isOpen) onOpen?.();
          setOpen(!isOpen);
        }}
      >
        {children}
      </button>
      {isOpen && (
        <Popover anchor={button} onClose={close} align={align} side={side}>
          <Menu label={label} items={items} onDone={close} />
        </Popover>
      )}
    </>
  );
}

function Menu({ label, items, onDone }: { label: string; items: MenuItem[]; onDone: () => void }) {
  const menu = useRef<HTMLDivElement>(null);
  useEffect(() => menu.current?.querySelector('button')?.focus(), []);
  const walk = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (!step) return;
    event.preventDefault();
    const buttons = [...(menu.current?.querySelectorAll('button') ?? [])];
    const at = buttons.findIndex((button) => button.matches(':focus'));
    buttons[(at + step + buttons.length) % buttons.length]?.focus();
  };
  return (
    <div ref={menu} role="menu" aria-label={label} className="menu" tabIndex={-1} onKeyDown={walk}>
      {items.map((item) => (
        <button
          key={item.key}
          type="button"
          role="menuitem"
          className={`menu-item${item.danger ? ' menu-item-danger' : ''}${item.apart ? ' menu-item-apart' : ''}`}
          onClick={() => {
            onDone();
            item.onChoose();
          }}
        >
          {item.mark}
          <span>{item.label}</span>
        </button>
      ))}
    </div>
  );
}
