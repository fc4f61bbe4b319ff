package federation

// What tests of the rules need.
var (
	CheckAddress = func(address string, private bool) error { return new(fetcher).dialer(private).Judge(address) }
	ReadKeys     = func(body []byte) (int, error) { keys, err := readKeys(body); return len(keys), err }
	Lifetime     = lifetime
)
