resource "aws_instance" "inference" {
  ami           = "ami-0abcdef1234567890"
  instance_type = "inf2.48xlarge"
}
