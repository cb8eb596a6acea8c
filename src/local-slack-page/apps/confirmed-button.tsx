import { useConfirm } from '../ui/confirm.js';

interface ConfirmedButtonProps {
  label: string;
  /** Of the dialog. */
  title: string;
  text: string;
  confirm: string;
  onConfirm: () => void;
}

/** A button for what cannot be undone: it asks the person first. */
export function ConfirmedButton({ label, text, onConfirm, ...question }: ConfirmedButtonProps) {
  const ask = useConfirm();
  const press = async () => {
    const asked = { ...question, text: { type: 'plain_text', text }, deny: 'Cancel', danger: true };
    if (await ask(asked)) onConfirm();
  };
  return (
    <button type="button" className="button button-block" onClick={() => void press()}>
      {label}
    </button>
  );
}
