package signin

import (
	"context"
	"errors"
	"time"

	"github.com/azimuthid/azimuth/internal/resource"
)

const (
	// DeviceLife is how long a device code is good.
	DeviceLife = 15 * time.Minute
	// DeviceInterval is how long a device waits between two questions, and
	// deviceJitter how much earlier it may come.
	DeviceInterval = 5 * time.Second
	deviceJitter   = time.Second
	// userCodeLetters makes 39 bits, of which guesses are counted.
	userCodeLetters = 9
)

// Device is a client without a browser that waits for a person to sign in elsewhere.
type Device struct {
	ClientID string `json:"clientId"`
	// Scope (version 2.0) or Resource (version 1.0) is what was asked for.
	Scope    string `json:"scope,omitempty"`
	Resource string `json:"resource,omitempty"`
}

// device is a device code.
type device struct {
	kept
	Device
	// Person is who let the device go on; nil while nobody has.
	Person   *Person `json:"person,omitempty"`
	Declined bool    `json:"declined,omitempty"`
	Used     bool    `json:"used,omitempty"`
	UserCode string  `json:"userCode"` // the digest's key
}

// Why a device waits on.
var (
	ErrPending = errors.New("signin: nobody has signed in yet")
	ErrTooSoon = errors.New("signin: asked again too soon")
	// ErrDeclined is for a person who said no.
	ErrDeclined = errors.New("signin: declined")
)

const indexUserCode = "signin.userCode"

func userCodeIndex(userCode string) resource.Index {
	return resource.Index{Name: indexUserCode, Value: devices.key("user " + plain(userCode)), Unique: true}
}

// NewDevice makes a device code, and the code that a person types for it. It
// fails with a *ThrottledError.
func (b *Book) NewDevice(ctx context.Context, d Device) (deviceCode, userCode string, err error) {
	now := b.sources.Now()
	if err := b.devices.check(now); err != nil {
		return "", "", err
	}
	b.devices.count(now)
	deviceCode, userCode = b.secret(), b.typed(userCodeLetters)
	index := userCodeIndex(userCode)
	value := device{kept: kept{now.Add(DeviceLife).UTC()}, Device: d, UserCode: index.Value}
	_, err = b.store.Update(ctx, resource.Batch{Puts: []resource.Document{devices.remember(deviceCode, value, index)}})
	return deviceCode, userCode, err
}

// FindDevice returns the device whose code a person typed. It fails with
// ErrUnknown, ErrExpired, ErrUsed (for a code that was answered) or a *ThrottledError.
func (b *Book) FindDevice(ctx context.Context, userCode string) (Device, error) {
	_, value, err := b.findDevice(ctx, userCode)
	return value.Device, err
}

func (b *Book) findDevice(ctx context.Context, userCode string) (resource.Document, device, error) {
	now := b.sources.Now()
	if err := b.guesses.check(now); err != nil {
		return resource.Document{}, device{}, err
	}
	index := userCodeIndex(userCode)
	found, err := b.store.Find(ctx, index.Name, index.Value)
	if err != nil {
		return resource.Document{}, device{}, err
	}
	if len(found) == 0 {
		b.guesses.count(now)
		return resource.Document{}, device{}, ErrUnknown
	}
	var value device
	if err := b.read(found[0], &value); err != nil {
		return found[0], value, err
	}
	if value.Person != nil || value.Declined {
		return found[0], value, ErrUsed
	}
	return found[0], value, nil
}

// AnswerDevice lets a device go on in a person's name, or not. It fails as
// FindDevice does.
func (b *Book) AnswerDevice(ctx context.Context, userCode string, p Person, allow bool) error {
	d, value, err := b.findDevice(ctx, userCode)
	if err != nil {
		return err
	}
	p.Session = "" // the device outlives the browser
	value.Person, value.Declined = &p, !allow
	return b.replace(ctx, d, devices.at(d.Key, value, userCodeIndex(userCode)))
}

// PollDevice is the device's question whether somebody has signed in: who, once.
// It fails with ErrPending, ErrTooSoon, ErrDeclined, ErrExpired, ErrUsed, ErrUnknown or
// ErrOtherClient.
func (b *Book) PollDevice(ctx context.Context, deviceCode, clientID string) (Device, Person, error) {
	var value device
	d, err := b.recall(ctx, devices, deviceCode, &value)
	switch {
	case err != nil:
		return value.Device, Person{}, err
	case value.ClientID != clientID:
		return value.Device, Person{}, ErrOtherClient
	case value.Used:
		return value.Device, Person{}, ErrUsed
	case value.Declined:
		return value.Device, Person{}, ErrDeclined
	case value.Person == nil:
		return value.Device, Person{}, b.wait(d.Key)
	}
	person := *value.Person
	value.Used = true
	index := resource.Index{Name: indexUserCode, Value: value.UserCode, Unique: true}
	return value.Device, person, b.replace(ctx, d, devices.at(d.Key, value, index))
}

// wait is ErrPending, or ErrTooSoon where the device was asked about just now.
func (b *Book) wait(key string) error {
	now := b.sources.Now()
	b.mu.Lock()
	defer b.mu.Unlock()
	last, asked := b.polls[key]
	b.polls[key] = now
	if asked && now.Sub(last) < DeviceInterval-deviceJitter {
		return ErrTooSoon
	}
	return ErrPending
}
