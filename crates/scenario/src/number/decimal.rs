//! Converts decimals to the nearest float64. Knows no units.
//!
//! The parser of the standard library is as exact, but adds 10 KB of tables to the page for a speed that is not needed
//! here.

/// The number of whole digits from which every number is above every limit, and read as infinite.
const MOST_WHOLE_DIGITS: i64 = 20;

/// The number of zeros after the point from which every number is nearer to 0 than to the smallest float64.
const MOST_ZEROS: i64 = 330;

/// The number of digits that can decide which float64 is nearest. Of the others it only matters whether one is not 0.
const MOST_DIGITS: usize = 800;

/// The powers of ten that ordinary delays need. A float64 represents them exactly.
const POWERS_OF_TEN: [f64; 10] = [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9];

/// The whole numbers with exactly 53 binary digits.
const MANTISSA: std::ops::Range<u64> = 1 << 52..1 << 53;

/// The float64 nearest to `decimal × 10^exponent`; the even one if two are equally near. Infinite from 10^20 on.
///
/// `decimal` consists of digits with an optional point.
#[must_use]
pub fn float(decimal: &str, exponent: i64) -> f64 {
    let (whole, fraction) = decimal.split_once('.').unwrap_or((decimal, ""));
    let digits = whole
        .bytes()
        .chain(fraction.bytes())
        .map(|digit| digit.wrapping_sub(b'0'));
    let zeros = digits.clone().take_while(|digit| *digit == 0).count();
    let significant = digits.skip(zeros);
    let decimals = fraction.len() as i64 - exponent;
    if let Some(value) = short(significant.clone(), decimals) {
        return value;
    }
    let point = whole.len() as i64 - zeros as i64 + exponent;
    if point > MOST_WHOLE_DIGITS {
        return f64::INFINITY;
    }
    if point < -MOST_ZEROS {
        return 0.0;
    }
    let mut kept = vec![0; usize::try_from(-point).unwrap_or(0)];
    kept.extend(significant.clone().take(MOST_DIGITS));
    if significant.clone().skip(MOST_DIGITS).any(|digit| digit != 0) {
        kept.push(1);
    }
    let point = usize::try_from(point).unwrap_or(0);
    kept.resize(kept.len().max(point), 0);
    Decimal { digits: kept, point }.nearest()
}

/// A whole number below 2^53 divided by a small power of ten. Both are exact, so the division rounds correctly.
fn short(digits: impl Iterator<Item = u8>, decimals: i64) -> Option<f64> {
    let power = POWERS_OF_TEN.get(usize::try_from(decimals).ok()?)?;
    let mut whole = 0_u64;
    for digit in digits {
        whole = whole * 10 + u64::from(digit);
        if whole >= MANTISSA.end {
            return None;
        }
    }
    Some(whole as f64 / power)
}

/// Digits with the decimal point after the first `point` of them.
struct Decimal {
    digits: Vec<u8>,
    point: usize,
}

impl Decimal {
    /// Doubles or halves the number until its whole part has as many binary digits as a float64 stores, then rounds it.
    fn nearest(mut self) -> f64 {
        /// The number of binary places of the smallest float64.
        const MOST_PLACES: u64 = 1074;
        if self.digits.iter().all(|digit| *digit == 0) {
            return 0.0;
        }
        let mut exponent = MOST_PLACES + 1;
        while self.whole() >= MANTISSA.end {
            self.halve();
            exponent += 1;
        }
        while self.whole() < MANTISSA.start && exponent > 1 {
            self.double();
            exponent -= 1;
        }
        let mantissa = self.rounded();
        if mantissa < MANTISSA.start {
            return f64::from_bits(mantissa);
        }
        // If rounding carries to 54 binary digits, the addition increments the exponent, as required.
        f64::from_bits((exponent << 52) + (mantissa - MANTISSA.start))
    }

    fn whole(&self) -> u64 {
        let whole = self.digits[..self.point].iter();
        whole.fold(0_u64, |sum, &digit| {
            sum.saturating_mul(10).saturating_add(u64::from(digit))
        })
    }

    /// The whole part, rounded half to even by the digits after the point.
    fn rounded(&self) -> u64 {
        let whole = self.whole();
        let Some((first, rest)) = self.digits[self.point..].split_first() else {
            return whole;
        };
        let up = match first {
            0..5 => false,
            5 => whole % 2 == 1 || rest.iter().any(|digit| *digit != 0),
            _ => true,
        };
        whole + u64::from(up)
    }

    fn double(&mut self) {
        let mut carry = 0;
        for digit in self.digits.iter_mut().rev() {
            let doubled = *digit * 2 + carry;
            (*digit, carry) = (doubled % 10, doubled / 10);
        }
        if carry > 0 {
            self.digits.insert(0, carry);
            self.point += 1;
        }
    }

    fn halve(&mut self) {
        let mut rest = 0;
        for digit in &mut self.digits {
            let whole = rest * 10 + *digit;
            (*digit, rest) = (whole / 2, whole % 2);
        }
        if rest > 0 {
            self.digits.push(5);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::float;

    /// Compares with the standard library, which is as exact.
    fn matches_std(decimal: &str, exponent: i64) {
        let expected: f64 = format!("{decimal}e{exponent}").parse().expect("digits are a float");
        assert_eq!(float(decimal, exponent), expected, "{decimal}e{exponent}");
    }

    #[test]
    fn decimals_are_read_to_the_nearest_float() {
        for decimal in [
            "0",
            "0.0",
            "00",
            "2",
            "1.5",
            "0.1",
            "0.3",
            "86400",
            "86400.000000000000001",
            "0.30000000000000004",
            "9007199254740992",
            "9007199254740993",
            "9007199254740993.1",
            "9007199254740995",
            "12345678901234567890",
            "0.1000000000000000055511151231257827021181583404541015625",
            "4.35",
            "1.0000000000000002220446049250313",
            "1.00000000000000011102230246251565404236316680908203125",
            "1.00000000000000033306690738754696212708950042724609375",
            "0.000000000000000000000000000000000000000000000001",
            "3.999999999999999999999999999999",
        ] {
            for exponent in [-3, -1, 0, -25] {
                matches_std(decimal, exponent);
            }
        }
    }

    #[test]
    fn the_smallest_floats_are_read_exactly() {
        for exponent in -345..-290 {
            matches_std("1", exponent);
            matches_std("2.2250738585072011", exponent);
            matches_std("24703282292062327208", exponent);
        }
    }

    #[test]
    fn a_digit_far_behind_the_point_decides_a_tie() {
        let half = "1.00000000000000011102230246251565404236316680908203125";
        let more = format!("{half}{}1", "0".repeat(900));
        assert_eq!(float(half, 0), 1.0);
        assert_eq!(float(&more, 0), 1.0 + f64::EPSILON);
    }

    #[test]
    fn a_number_above_every_limit_is_infinite() {
        assert_eq!(float("1", 21), f64::INFINITY);
        assert_eq!(float(&"9".repeat(400), 0), f64::INFINITY);
    }
}
