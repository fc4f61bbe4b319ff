#include "go_asm.h"
#include "textflag.h"

// func start(flags uintptr, at *desk, pidfd *int32) int
TEXT ·start(SB), NOSPLIT, $0-32
	MOVD flags+0(FP), R0
	MOVD at+8(FP), R1
	MOVD pidfd+16(FP), R2
	MOVD ZR, R3
	MOVD ZR, R4
	MOVD $const_cloneNumber, R8
	SVC
	CBZ  R0, new
	MOVD R0, ret+24(FP)
	RET
new:
	JMP  ·work(SB)

// func work()
//
// R19 is the desk, R20 the call, R21 how many are left. The system keeps them.
TEXT ·work(SB), NOSPLIT|NOFRAME, $0-0
begin:
	MOVD RSP, R19
	MOVD desk_calls(R19), R20
	MOVD desk_count(R19), R21
next:
	CBZ  R21, done
	MOVD raw_number(R20), R8
	MOVD (raw_arguments+0)(R20), R0
	MOVD (raw_arguments+8)(R20), R1
	MOVD (raw_arguments+16)(R20), R2
	MOVD (raw_arguments+24)(R20), R3
	MOVD (raw_arguments+32)(R20), R4
	MOVD (raw_arguments+40)(R20), R5
	SVC
	CBNZ R0, note
	CMP  $const_cloneNumber, R8
	BEQ  begin
note:
	MOVD R0, raw_result(R20)
	CMN  $4095, R0 // errors are the last numbers there are
	BLO  good
	MOVD raw_optional(R20), R9
	CBZ  R9, done
good:
	ADD  $raw__size, R20
	SUB  $1, R21
	JMP  next
done:
	MOVD $const_writeNumber, R8
	MOVD desk_told(R19), R0
	MOVD R19, R1 // any byte says it
	MOVD $1, R2
	SVC
	CMP  $1, R0
	BNE  end
	MOVD $const_pollNumber, R8
	ADD  $desk_waiting, R19, R0
	MOVD $2, R1
	MOVD ZR, R2 // as long as it takes
	MOVD ZR, R3
	MOVD ZR, R4
	SVC
	MOVD $const_readNumber, R8
	MOVD desk_asked(R19), R0
	MOVD R19, R1
	MOVD $16, R2
	SVC
	CMP  $16, R0
	BEQ  begin
end:
	MOVD $const_exitNumber, R8
	MOVD $127, R0
	SVC
	BRK  $1 // nobody comes here
