// Vectors of an independent implementation, golang.org/x/mod/sumdb (tlog and note), for src/audit/
// vectors_test.cc: `go run . > vectors.txt` in this directory. Trees of "record 0", "record 1", ... One line a fact:
//
//	root SIZE HEX | inclusion SIZE INDEX HEX... | consistency OLD SIZE HEX... | tile LEVEL INDEX WIDTH PATH SHA256 | path INDEX PATH | note, key
package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type store []tlog.Hash

func (s store) ReadHashes(at []int64) ([]tlog.Hash, error) {
	var out []tlog.Hash
	for _, i := range at {
		out = append(out, s[i])
	}
	return out, nil
}

func list(p []tlog.Hash) string {
	var b strings.Builder
	for _, h := range p {
		b.WriteString(" " + hex.EncodeToString(h[:]))
	}
	return b.String()
}

// C2SP's paths leave the height out.
func c2sp(t tlog.Tile) string { return "tile/" + strings.TrimPrefix(t.Path(), "tile/8/") }

func check(err error) {
	if err != nil {
		panic(err)
	}
}

func main() {
	const most = 70000
	var s store
	for i := int64(0); i < most; i++ {
		hs, err := tlog.StoredHashes(i, []byte(fmt.Sprintf("record %d", i)), s)
		check(err)
		s = append(s, hs...)
	}
	sizes := []int64{1, 2, 3, 5, 7, 8, 9, 16, 33, 255, 256, 257, 1000, 65537, 70000}
	for _, n := range sizes {
		r, err := tlog.TreeHash(n, s)
		check(err)
		fmt.Printf("root %d %s\n", n, hex.EncodeToString(r[:]))
		for _, i := range []int64{0, n / 3, n - 1} {
			if i < 0 || i >= n {
				continue
			}
			p, err := tlog.ProveRecord(n, i, s)
			check(err)
			fmt.Printf("inclusion %d %d%s\n", n, i, list(p))
		}
		for _, m := range sizes {
			if m > n {
				break
			}
			p, err := tlog.ProveTree(n, m, s)
			check(err)
			fmt.Printf("consistency %d %d%s\n", m, n, list(p))
		}
	}
	for _, t := range []tlog.Tile{{H: 8, L: 0, N: 0, W: 256}, {H: 8, L: 0, N: 273, W: 112}, {H: 8, L: 1, N: 0, W: 256}, {H: 8, L: 1, N: 1, W: 17}, {H: 8, L: 2, N: 0, W: 1}} {
		data, err := tlog.ReadTileData(t, s)
		check(err)
		fmt.Printf("tile %d %d %d %s %x\n", t.L, t.N, t.W, c2sp(t), sha256.Sum256(data))
	}
	for _, n := range []int64{0, 5, 999, 1000, 1234067} {
		fmt.Printf("path %d %s\n", n, c2sp(tlog.Tile{H: 8, L: 0, N: n, W: 256}))
	}
	seed := bytes.Repeat([]byte{7}, 32)
	skey, vkey, err := note.GenerateKey(bytes.NewReader(seed), "tenure.example/log")
	check(err)
	signer, err := note.NewSigner(skey)
	check(err)
	r, _ := tlog.TreeHash(1000, s)
	text := fmt.Sprintf("tenure.example/log\n1000\n%s\n", r.String())
	signed, err := note.Sign(&note.Note{Text: text}, signer)
	check(err)
	fmt.Printf("key %s\n", vkey)
	fmt.Printf("note %s\n", hex.EncodeToString(signed))
}
