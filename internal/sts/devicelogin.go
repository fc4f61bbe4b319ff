package sts

import (
	"errors"
	"net/http"

	"github.com/azimuthid/azimuth/internal/signin"
	"github.com/azimuthid/azimuth/internal/sts/page"
)

// deviceLogin lets a person sign in for a device that shows them a code.
func (s *Service) deviceLogin(x *exchange) error {
	if x.request.Method != http.MethodPost {
		return s.askDeviceCode(x, x.request.URL.Query().Get("user_code"), "")
	}
	f, err := readForm(x.writer, x.request)
	if err != nil {
		return err
	}
	userCode := f["user_code"]
	device, err := s.config.People.FindDevice(x.request.Context(), userCode)
	if err != nil {
		return s.wrongDeviceCode(x, userCode, err)
	}
	p, err := s.findParty(x.request.Context(), x, device.ClientID)
	if err != nil {
		return err
	}
	v, err := s.visitor(x)
	if err != nil {
		return err
	}
	content := page.SignIn{
		Action: "/devicelogin", Client: p.name, Device: true, User: s.config.DefaultUser, Cancel: true,
		Fields: []page.Hidden{{Name: "user_code", Value: userCode}},
	}
	switch decision := f["decision"]; {
	case decision == decidedCancel:
		return s.answerDevice(x, userCode, signin.Person{}, false)
	case decision == decidedContinue && v.known && f["as"] == v.user.ID:
		return s.answerDevice(x, userCode, v.person, true)
	case f["user"] != "" || f["code"] != "":
		v, wrong, err := s.signInWith(x, f)
		if err != nil {
			return err
		}
		if v.known {
			return s.answerDevice(x, userCode, v.person, true)
		}
		content.User, content.Wrong = f["user"], wrong
	case v.known && decision != decidedOther:
		return page.Write(x.writer, http.StatusOK, page.Confirm{
			Action: "/devicelogin", Client: p.name, Device: true, User: v.user.UserPrincipalName,
			Fields: append(content.Fields, page.Hidden{Name: "as", Value: v.user.ID}),
		})
	}
	return page.Write(x.writer, http.StatusOK, content)
}

func (s *Service) askDeviceCode(x *exchange, code, wrong string) error {
	return page.Write(x.writer, http.StatusOK, page.Device{Action: "/devicelogin", Code: shown(code), Wrong: wrong})
}

// wrongDeviceCode asks again, and says what was wrong with the code.
func (s *Service) wrongDeviceCode(x *exchange, code string, err error) error {
	throttled, isThrottled := errors.AsType[*signin.ThrottledError](err)
	switch {
	case isThrottled:
		return s.askDeviceCode(x, code, "Too many wrong codes were typed. Try again in "+throttled.Wait.String()+".")
	case errors.Is(err, signin.ErrUnknown):
		return s.askDeviceCode(x, code, "That code is not right. Look at it again where it is shown.")
	case errors.Is(err, signin.ErrExpired):
		return s.askDeviceCode(x, "", "That code has expired. Start the sign-in again.")
	case errors.Is(err, signin.ErrUsed):
		return s.askDeviceCode(x, "", "That code was used before. Start the sign-in again.")
	}
	return err
}

func (s *Service) answerDevice(x *exchange, userCode string, p signin.Person, allow bool) error {
	if err := s.config.People.AnswerDevice(x.request.Context(), userCode, p, allow); err != nil {
		return s.wrongDeviceCode(x, userCode, err)
	}
	m := page.Message{Title: "You are signed in", Text: "You can close this window and go back to your device or terminal."}
	if !allow {
		m = page.Message{Title: "Nothing was signed in", Text: "You can close this window."}
	}
	return page.Write(x.writer, http.StatusOK, m)
}
