package lean

// Cut is strings.Cut with a separator of one byte.
func Cut(text string, separator byte) (before, after string, found bool) {
	for i := range len(text) {
		if text[i] == separator {
			return text[:i], text[i+1:], true
		}
	}
	return text, "", false
}

// CutLast is Cut at the last separator.
func CutLast(text string, separator byte) (before, after string, found bool) {
	for i := len(text) - 1; i >= 0; i-- {
		if text[i] == separator {
			return text[:i], text[i+1:], true
		}
	}
	return text, "", false
}

// HasPrefix is strings.HasPrefix.
func HasPrefix(text, prefix string) bool {
	return len(text) >= len(prefix) && text[:len(prefix)] == prefix
}

// Fields is strings.Fields of ASCII text.
func Fields(text string) (fields []string) {
	begin := -1
	for i := range len(text) + 1 {
		blank := i == len(text) || text[i] == ' ' || text[i] == '\t' || text[i] == '\n' || text[i] == '\r'
		switch {
		case blank && begin >= 0:
			fields, begin = append(fields, text[begin:i]), -1
		case !blank && begin < 0:
			begin = i
		}
	}
	return fields
}

// Atoi reads a number that is not negative; false where the text is none, or one of
// more than 18 digits.
func Atoi(text string) (number int, ok bool) {
	if text == "" || len(text) > 18 {
		return 0, false
	}
	for i := range len(text) {
		digit := int(text[i]) - '0'
		if digit < 0 || digit > 9 {
			return 0, false
		}
		number = 10*number + digit
	}
	return number, true
}

// Itoa writes a number that is not negative.
func Itoa(number int) string {
	var digits [20]byte
	i := len(digits)
	for {
		i--
		digits[i] = byte('0' + number%10)
		if number /= 10; number == 0 {
			return string(digits[i:])
		}
	}
}
