package federation

// What tests of the rules need.
var (
	CheckAddress = checkAddress
	ReadKeys     = func(body []byte) (int, error) { keys, err := readKeys(body); return len(keys), err }
	Lifetime     = lifetime
)
