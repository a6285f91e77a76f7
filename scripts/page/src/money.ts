// How figures are shown. Inside they stay exact decimal strings; only a chart needs a number.

export function number(text: string | null | undefined): number | null {
  if (text === null || text === undefined || text === "") return null;
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
}

let unit = "USD";

export function setCurrency(code: string): void {
  unit = /^[A-Z]{3}$/.test(code) ? code : "USD";
}

function format(value: number, options: Intl.NumberFormatOptions): string {
  return new Intl.NumberFormat("en-US", { style: "currency", currency: unit, ...options }).format(value);
}

/** `$8,100.00`, `-$410.00`, `+$96.00` when signed; fractions of a cent keep three figures. */
export function money(value: number | null, signed = false): string {
  if (value === null) return "not known";
  const size = Math.abs(value);
  const sign = signed ? ("exceptZero" as const) : ("auto" as const);
  if (size === 0 || size >= 0.1) return format(value, { signDisplay: sign });
  return format(value, { signDisplay: sign, minimumSignificantDigits: 3, maximumSignificantDigits: 3 });
}

export function dollars(text: string | null | undefined, signed = false): string {
  return money(number(text), signed);
}

/** For axes: `$1.2K`. */
export function brief(value: number): string {
  return format(value, { notation: "compact", maximumFractionDigits: Math.abs(value) < 10 ? 2 : 1, minimumFractionDigits: 0 });
}

/** Beside a bar: cents while they say something, whole dollars after that, then `$1.24M`. */
export function mark(value: number, signed = false): string {
  const size = Math.abs(value);
  if (size < 1000) return money(value, signed);
  const sign = signed ? ("exceptZero" as const) : ("auto" as const);
  if (size < 1_000_000) return format(value, { maximumFractionDigits: 0, signDisplay: sign });
  return format(value, { notation: "compact", maximumSignificantDigits: 3, signDisplay: sign });
}

export function percent(text: string | number | null | undefined, signed = true): string {
  const value = typeof text === "number" ? text : number(text);
  if (value === null) return "";
  const places = Math.abs(value) >= 10 ? 0 : 1;
  const shown = new Intl.NumberFormat("en-US", { maximumFractionDigits: places, signDisplay: signed ? "exceptZero" : "auto" });
  return `${shown.format(value)}%`;
}

export function count(value: number, one: string, many = `${one}s`): string {
  return `${value.toLocaleString("en-US")} ${value === 1 ? one : many}`;
}
