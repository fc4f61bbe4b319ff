package sts

import (
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/azimuthid/azimuth/internal/signin"
)

// deviceV2 is the answer to a device that wants a code, in version 2.0's form.
type deviceV2 struct {
	UserCode   string `json:"user_code"`
	DeviceCode string `json:"device_code"`
	Address    string `json:"verification_uri"`
	ExpiresIn  int64  `json:"expires_in"` // seconds
	Interval   int64  `json:"interval"`   // seconds
	Message    string `json:"message"`
}

// deviceV1 is the same in version 1.0's form.
type deviceV1 struct {
	UserCode   string `json:"user_code"`
	DeviceCode string `json:"device_code"`
	Address    string `json:"verification_url"`
	ExpiresIn  string `json:"expires_in"`
	Interval   string `json:"interval"`
	Message    string `json:"message"`
}

// deviceCode gives a device a code, and the code that a person types for it.
func (s *Service) deviceCode(x *exchange) (any, error) {
	f, err := readForm(x.writer, x.request)
	if err != nil {
		return nil, err
	}
	c, err := readClient(x.request, f)
	if err != nil {
		return nil, err
	}
	p, auth, err := s.deviceParty(x, c)
	if err != nil {
		return nil, err
	}
	if x.endpoint.isV2() {
		if _, err := f.need("scope"); err != nil {
			return nil, err
		}
	}
	if _, err := s.readRequester(x, f, p, auth, "", ""); err != nil {
		return nil, err
	}
	deviceCode, userCode, err := s.config.People.NewDevice(x.request.Context(), signin.Device{ClientID: p.id, Scope: f["scope"], Resource: f["resource"]})
	if throttled, ok := errors.AsType[*signin.ThrottledError](err); ok {
		return nil, tooManyDevices.error(throttled.Wait)
	}
	if err != nil {
		return nil, err
	}
	address := s.config.Pages(x.request) + "/devicelogin"
	message := fmt.Sprintf("To sign in, use a web browser to open the page %s and enter the code %s to authenticate.", address, userCode)
	life, interval := int64(signin.DeviceLife/time.Second), int64(signin.DeviceInterval/time.Second)
	if x.endpoint.isV2() {
		return deviceV2{userCode, deviceCode, address, life, interval, message}, nil
	}
	return deviceV1{userCode, deviceCode, address, strconv.FormatInt(life, 10), strconv.FormatInt(interval, 10), message}, nil
}

// deviceGrant is a device's question whether somebody has signed in for it.
func (s *Service) deviceGrant(x *exchange, f form, c client) (any, error) {
	ctx := x.request.Context()
	deviceCode := f["device_code"]
	if deviceCode == "" {
		deviceCode = f["code"] // version 1.0
	}
	if deviceCode == "" {
		return nil, missingField.error("device_code")
	}
	p, auth, err := s.deviceParty(x, c)
	if err != nil {
		return nil, err
	}
	device, person, err := s.config.People.PollDevice(ctx, deviceCode, p.id)
	if err != nil {
		return nil, refusalFor(err, deviceRefusals)
	}
	r, err := s.readRequester(x, f, p, auth, device.Scope, device.Resource)
	if err != nil {
		return nil, err
	}
	u, err := s.config.People.User(ctx, person)
	if err != nil {
		return nil, refusalFor(err, deviceRefusals)
	}
	refresh, err := s.newRefresh(x, r, signin.Refresh{Person: person, Scope: device.Scope, Resource: device.Resource})
	if err != nil {
		return nil, err
	}
	return s.personReply(x, r, u, person, "", refresh)
}
