#include "go_asm.h"
#include "textflag.h"

// func start(flags uintptr, at *desk, pidfd *int32) int
TEXT ·start(SB), NOSPLIT, $0-32
	MOVQ flags+0(FP), DI
	MOVQ at+8(FP), SI
	MOVQ pidfd+16(FP), DX
	XORQ R10, R10
	XORQ R8, R8
	MOVQ $const_cloneNumber, AX
	SYSCALL
	TESTQ AX, AX
	JEQ  new
	MOVQ AX, ret+24(FP)
	RET
new:
	JMP  ·work(SB)

// func work()
//
// R13 is the desk, BX the call, R12 how many are left. The system keeps them.
TEXT ·work(SB), NOSPLIT|NOFRAME, $0-0
begin:
	MOVQ SP, R13
	MOVQ desk_calls(R13), BX
	MOVQ desk_count(R13), R12
next:
	TESTQ R12, R12
	JEQ  done
	MOVQ raw_number(BX), AX
	MOVQ (raw_arguments+0)(BX), DI
	MOVQ (raw_arguments+8)(BX), SI
	MOVQ (raw_arguments+16)(BX), DX
	MOVQ (raw_arguments+24)(BX), R10
	MOVQ (raw_arguments+32)(BX), R8
	MOVQ (raw_arguments+40)(BX), R9
	SYSCALL
	TESTQ AX, AX
	JNE  note
	CMPQ raw_number(BX), $const_cloneNumber
	JEQ  begin
note:
	MOVQ AX, raw_result(BX)
	CMPQ AX, $-4095 // errors are the last numbers there are
	JCS  good
	CMPQ raw_optional(BX), $0
	JEQ  done
good:
	ADDQ $raw__size, BX
	DECQ R12
	JMP  next
done:
	MOVQ $const_writeNumber, AX
	MOVQ desk_told(R13), DI
	MOVQ R13, SI // any byte says it
	MOVQ $1, DX
	SYSCALL
	CMPQ AX, $1
	JNE  end
	MOVQ $const_pollNumber, AX
	LEAQ desk_waiting(R13), DI
	MOVQ $2, SI
	XORQ DX, DX // as long as it takes
	XORQ R10, R10
	XORQ R8, R8
	SYSCALL
	MOVQ $const_readNumber, AX
	MOVQ desk_asked(R13), DI
	MOVQ R13, SI
	MOVQ $16, DX
	SYSCALL
	CMPQ AX, $16
	JEQ  begin
end:
	MOVQ $const_exitNumber, AX
	MOVQ $127, DI
	SYSCALL
	INT  $3 // nobody comes here
