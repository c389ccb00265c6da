module example.test/labelled

go 1.22
