const SIGNS: Readonly<Record<string, string>> = {
  CNY: '¥',
  RMB: '¥',
  USD: 'US$',
  EUR: '€',
  HKD: 'HK$',
  JPY: 'JP¥',
  GBP: '£',
};

/** Decimal text with groups of three digits and its currency; never through a binary number. */
export const moneyText = (amount: string, currency: string | null): string => {
  const [, minus = '', whole, rest = ''] = /^(-?)(\d+)(\.\d+)?$/.exec(amount) ?? [];
  const grouped = whole === undefined ? amount : minus + whole.replace(/\B(?=(\d{3})+$)/g, ',') + rest;
  if (currency === null) return grouped;
  return `${SIGNS[currency] ?? `${currency} `}${grouped}`;
};
