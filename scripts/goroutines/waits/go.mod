module example.test/waits

go 1.22
