//! Decimal numbers, exactly, as JavaScript reads and writes them.

use serde_json::{Number, Value};

/// `±digits × 10^exponent`. A binary fraction counts as the shortest decimal that stands for it, which is what people
/// see of it everywhere: 1.005 is 1.005, though the nearest binary fraction is a little less.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Decimal {
    negative: bool,
    digits: u128,
    exponent: i32,
}

impl Decimal {
    /// A number, also one that came as text: what forwards webhooks as XML or as a form makes texts of all values.
    pub(crate) fn of(value: &Value) -> Option<Self> {
        match value {
            Value::Number(number) => Self::of_number(number),
            Value::String(text) => {
                let text = text.trim();
                if !text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.')) {
                    return None;
                }
                let whole = text.parse::<i64>().ok().map(Self::from);
                whole.or_else(|| Self::of_float(text.parse().ok()?))
            }
            _ => None,
        }
    }

    pub(crate) fn of_number(number: &Number) -> Option<Self> {
        let whole = number.as_i64().map(Self::from);
        let whole = whole.or_else(|| number.as_u64().map(|digits| Self::new(false, digits.into(), 0)));
        whole.or_else(|| Self::of_float(number.as_f64()?))
    }

    /// None for what is not finite.
    pub(crate) fn of_float(number: f64) -> Option<Self> {
        let text = format!("{:e}", number.abs());
        let (mantissa, exponent) = text.split_once('e')?;
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits = format!("{whole}{fraction}").parse().ok()?;
        let exponent: i32 = exponent.parse().ok()?;
        Some(Self::new(number < 0.0, digits, exponent - fraction.len() as i32))
    }

    fn new(negative: bool, mut digits: u128, mut exponent: i32) -> Self {
        while digits != 0 && digits.is_multiple_of(10) {
            digits /= 10;
            exponent += 1;
        }
        let exponent = if digits == 0 { 0 } else { exponent };
        Self { negative: negative && digits != 0, digits, exponent }
    }

    pub(crate) fn is_negative(&self) -> bool {
        self.negative
    }

    pub(crate) fn is_zero(&self) -> bool {
        self.digits == 0
    }

    /// Times ten to that power.
    pub(crate) fn shifted(self, power: i32) -> Self {
        Self::new(self.negative, self.digits, self.exponent.saturating_add(power))
    }

    /// With at most this many decimals; halves go up, towards +∞.
    pub(crate) fn rounded(self, places: u32) -> Self {
        let (cut, rest, unit) = self.split(places);
        let up = match rest.cmp(&(unit - rest)) {
            std::cmp::Ordering::Greater => true,
            std::cmp::Ordering::Equal => !self.negative,
            std::cmp::Ordering::Less => false,
        };
        Self::new(self.negative, cut + u128::from(up), self.exponent.max(-(places as i32)))
    }

    /// The digits down to this many decimals, the rest after them, and the weight of the last digit in units of that rest.
    fn split(self, places: u32) -> (u128, u128, u128) {
        let surplus = (-(places as i32)).saturating_sub(self.exponent);
        if surplus <= 0 {
            return (self.digits, 0, 1);
        }
        match 10_u128.checked_pow(surplus.unsigned_abs()) {
            Some(unit) => (self.digits / unit, self.digits % unit, unit),
            // Less than any half.
            None => (0, 0, 1),
        }
    }

    /// What stands before and after the decimal sign, without the sign of the number; with exactly this many decimals if
    /// that is said, of which surplus ones are cut.
    pub(crate) fn parts(self, places: Option<u32>) -> (String, String) {
        let digits = if self.digits == 0 { String::new() } else { self.digits.to_string() };
        let point = digits.len() as i32 + self.exponent;
        let (whole, mut fraction) = if point <= 0 {
            (String::new(), format!("{}{digits}", "0".repeat(point.unsigned_abs() as usize)))
        } else if self.exponent >= 0 {
            (format!("{digits}{}", "0".repeat(self.exponent as usize)), String::new())
        } else {
            let (whole, fraction) = digits.split_at(point as usize);
            (whole.to_owned(), fraction.to_owned())
        };
        if let Some(places) = places.map(|places| places as usize) {
            fraction.truncate(places);
            fraction.push_str(&"0".repeat(places - fraction.len()));
        }
        (if whole.is_empty() { "0".to_owned() } else { whole }, fraction)
    }

    /// Whether JavaScript writes it with an exponent: 1e21 and more, and less than a millionth.
    pub(crate) fn is_scientific(&self) -> bool {
        self.digits != 0 && !(-5..=21).contains(&self.point())
    }

    /// How many digits stand before the decimal sign; negative: this many zeros stand after it first.
    fn point(&self) -> i32 {
        (self.digits.checked_ilog10().map_or(0, |log| log as i32 + 1)).saturating_add(self.exponent)
    }

    /// As JavaScript writes it.
    pub(crate) fn text(self) -> String {
        let sign = if self.negative { "-" } else { "" };
        if self.is_scientific() {
            let digits = self.digits.to_string();
            let (first, rest) = digits.split_at(1);
            let point = if rest.is_empty() { "" } else { "." };
            return format!("{sign}{first}{point}{rest}e{:+}", self.point() - 1);
        }
        match self.parts(None) {
            (whole, fraction) if fraction.is_empty() => format!("{sign}{whole}"),
            (whole, fraction) => format!("{sign}{whole}.{fraction}"),
        }
    }

    /// The nearest binary fraction.
    pub(crate) fn float(self) -> f64 {
        self.text().parse().unwrap_or(f64::NAN)
    }
}

impl From<i64> for Decimal {
    fn from(number: i64) -> Self {
        Self::new(number < 0, number.unsigned_abs().into(), 0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Decimal;

    fn of(number: f64) -> Decimal {
        Decimal::of_float(number).expect("finite")
    }

    #[test]
    fn written_as_javascript_does() {
        for (number, text) in [
            (0.0, "0"),
            (-0.0, "0"),
            (0.1 + 0.2, "0.30000000000000004"),
            (-12.5, "-12.5"),
            (1e20, "100000000000000000000"),
            (1e21, "1e+21"),
            (-1.5e300, "-1.5e+300"),
            (0.000_001, "0.000001"),
            (0.000_000_1, "1e-7"),
            (1.5e-7, "1.5e-7"),
            (5e-324, "5e-324"),
        ] {
            assert_eq!(of(number).text(), text);
        }
        assert_eq!((Decimal::of_float(f64::NAN), Decimal::of_float(f64::INFINITY)), (None, None));
    }

    #[test]
    fn halves_go_up_and_are_those_of_the_decimal_number() {
        for (number, places, text) in [
            (1.005, 2, "1.01"),
            (-1.005, 2, "-1"),
            (2.5, 0, "3"),
            (-2.5, 0, "-2"),
            (-0.005, 2, "0"),
            (0.004_999, 2, "0"),
            (-0.006, 2, "-0.01"),
            (999.995, 2, "1000"),
            (5e-324, 8, "0"),
            (12_345.0, 2, "12345"),
        ] {
            assert_eq!(of(number).rounded(places).text(), text, "{number} to {places}");
        }
    }

    #[test]
    fn cut_and_filled() {
        assert_eq!(of(1.999).parts(Some(2)), ("1".to_owned(), "99".to_owned()));
        assert_eq!(of(-0.004).parts(Some(2)), ("0".to_owned(), "00".to_owned()));
        assert_eq!(of(1200.0).parts(Some(1)), ("1200".to_owned(), "0".to_owned()));
        assert_eq!(of(-1_234_567.891).shifted(2).text(), "-123456789.1");
    }

    proptest! {
        #[test]
        fn nothing_is_lost(number in any::<f64>().prop_filter("finite", |number| number.is_finite())) {
            prop_assert_eq!(of(number).float(), number);
            prop_assert!((of(number).rounded(2).float() - number).abs() <= 0.005_000_1 + number.abs() * 1e-15);
        }
    }
}
