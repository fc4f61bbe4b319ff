package graph

// ParseFilter gives a $filter's meaning, for tests of the language alone.
func ParseFilter(clause string) (holds func(of func(path string) any) bool, err error) {
	c, err := parseFilter(clause)
	if err != nil {
		return nil, err
	}
	return func(of func(path string) any) bool { return c.holds(of) }, nil
}

// ParseSearch is ParseFilter for a $search.
func ParseSearch(clause string) (holds func(of func(path string) any) bool, err error) {
	c, err := parseSearch(clause)
	if err != nil {
		return nil, err
	}
	return func(of func(path string) any) bool { return c.holds(of) }, nil
}

// ReadReference reads the address of an object.
func ReadReference(address string) (id string, err error) { return readReference(address) }

// ReadCertificate reads a certificate's text, and gives its DER.
func ReadCertificate(text string) (der []byte, err error) {
	c, err := readCertificate(text)
	if err != nil {
		return nil, err
	}
	return c.Raw, nil
}
